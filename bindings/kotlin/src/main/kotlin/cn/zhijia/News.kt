package cn.zhijia

import cn.zhijia.ffi.Trouble
import cn.zhijia.ffi.ZhijiaException
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/** What a watch tells. */
sealed interface News<out T> {
    /** The whole list, in its order. */
    data class Snapshot<T>(val rows: List<T>) : News<T>

    /** What changed: ids of rows that went, and rows that are new or have changed, each with its place. */
    data class Diff<T>(val removed: List<String>, val put: List<Placed<T>>) : News<T>

    /** The list cannot be read now; differences go on when it can. */
    data class Unreadable(val trouble: Trouble) : News<Nothing>
}

/** A row with its place in the list as it is now. */
data class Placed<out T>(val at: Int, val isNew: Boolean, val item: T)

/** The same as an error to throw. */
fun Trouble.asException(): ZhijiaException = ZhijiaException.Failed(code, zh, en, nextZh, nextEn, field)

/** Stable; an app may act on it. */
val ZhijiaException.code: String
    get() = when (this) {
        is ZhijiaException.Failed -> code
    }

/**
 * The list that the news are about, each time whole and in its order.
 *
 * Trouble before the first list is thrown. Later the last list stays, and the flow goes on: the status says more.
 */
internal fun <T> Flow<News<T>>.lists(id: (T) -> String): Flow<List<T>> = flow {
    var rows: List<T>? = null
    collect { news ->
        val now = when (news) {
            is News.Snapshot -> news.rows
            is News.Diff -> rows.orEmpty().after(news, id)
            is News.Unreadable -> if (rows == null) throw news.trouble.asException() else return@collect
        }
        rows = now
        emit(now)
    }
}

/** What is touched is taken out, then put in at its place, in order. */
private fun <T> List<T>.after(diff: News.Diff<T>, id: (T) -> String): List<T> {
    val touched = diff.removed.toHashSet()
    diff.put.mapTo(touched) { id(it.item) }
    val list = filterTo(ArrayList(size)) { id(it) !in touched }
    diff.put.forEach { list.add(it.at, it.item) }
    return list
}
