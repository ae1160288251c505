package cn.zhijia

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

internal val KEY = ByteArray(32) { it.toByte() }

/** Opens a phone for one piece of work. */
internal suspend fun withPhone(folder: Path, hub: String, key: ByteArray = KEY, work: suspend (ZhijiaClient) -> Unit) {
    ZhijiaClient.open(folder.toString(), key, hub).use { phone ->
        try {
            work(phone)
        } finally {
            phone.shutDown()
        }
    }
}

/** A real hub process with one union. It can be stopped and started again: same data, same address. */
internal class Hub : AutoCloseable {
    private val program = System.getenv("ZHIJIA_HUB_BIN")

    // A socket lies in the folder, so its path has to be short.
    private val folder: Path = Files.createTempDirectory("zhijia-")
    private val data = folder.resolve("hub").toString()
    private var listen = "127.0.0.1:0"
    private var process: Process? = null

    init {
        ask("init", "--union-name", "东湖区总工会", "--admin-name", "管理员")
    }

    val address get() = "http://$listen"

    /** The first union's id. */
    val union: String by lazy {
        Regex("\"union\":\"([0-9a-f]+)\"").find(ask("invitations", "--json"))!!.groupValues[1]
    }

    fun start(): Hub {
        val process = ProcessBuilder(program, "serve", "--data", data, "--listen", listen, "--log", "error")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
        this.process = process
        listen = process.inputReader().readLine().substringAfter("//").trim()
        return this
    }

    fun stop() {
        process?.run {
            destroy()
            check(waitFor(20, TimeUnit.SECONDS)) { "the hub does not stop" }
        }
        process = null
    }

    /** An invitation code for a person with these roles in the union. */
    fun invite(name: String, vararg roles: String): String {
        val wanted = roles.flatMap { listOf("--role", it) }.toTypedArray()
        return ask("invite", "--union", union, "--name", name, *wanted).trim()
    }

    fun revokeDevice(device: String) {
        ask("revoke-device", device)
    }

    override fun close() {
        stop()
        folder.toFile().deleteRecursively()
    }

    private fun ask(command: String, vararg arguments: String): String {
        val asked = ProcessBuilder(program, command, "--data", data, *arguments).start()
        val answer = asked.inputReader().readText()
        val words = asked.errorReader().readText()
        check(asked.waitFor() == 0) { "zhijia-hub $command: $words" }
        return answer
    }
}
