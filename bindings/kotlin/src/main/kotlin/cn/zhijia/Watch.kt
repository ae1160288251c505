package cn.zhijia

import cn.zhijia.ffi.Watching
import kotlinx.coroutines.channels.ProducerScope
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow

/**
 * A listener of the library as a cold [Flow]: collecting starts the watch, and a collector that stops, fails or is
 * cancelled ends it.
 *
 * [start] gets the sink that the listener writes to and returns what ends the watch.
 */
internal fun <T> watching(start: (Sink<T>) -> AutoCloseable): Flow<T> = callbackFlow {
    val running = start(Sink(this))
    awaitClose { running.close() }
}

/** Where a listener puts what the library tells it. Called on threads of the library. */
internal class Sink<T>(private val scope: ProducerScope<T>) {
    /**
     * Hands one value over. A slow collector holds the library's delivery back instead of losing values;
     * a collector that has gone is no error.
     */
    fun emit(value: T) {
        Threads.keepAttached()
        scope.trySendBlocking(value)
    }

    /** The library has told everything. */
    fun end() {
        Threads.keepAttached()
        scope.channel.close()
    }
}

/** What ends a watch of the library. */
internal fun ending(watching: Watching) = AutoCloseable {
    watching.cancel()
    watching.close()
}
