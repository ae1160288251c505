package cn.zhijia

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/** What a watched list tells. */
sealed interface ListUpdate<out T> {
    /** The whole list, in its order: always the first. */
    data class Whole<T>(val rows: List<T>) : ListUpdate<T>

    /** What changed: ids of rows that went, and rows that are new or have changed, each with its place. */
    data class Changed<T>(val removed: List<String>, val put: List<PlacedRow<T>>) : ListUpdate<T>

    /** The list cannot be read now; it goes on when it can. */
    data class Unreadable(val error: ZhijiaException) : ListUpdate<Nothing>
}

/** A row with its place in the list as it is now. */
data class PlacedRow<out T>(val at: Int, val isNew: Boolean, val row: T)

/** An update of any list, from the fields that the library's own has for its rows. */
internal fun <T> listUpdate(
    whole: Boolean,
    removed: List<String>,
    put: List<T>,
    at: List<UInt>,
    isNew: List<Boolean>,
): ListUpdate<T> = when {
    whole -> ListUpdate.Whole(put)
    else -> ListUpdate.Changed(removed, put.mapIndexed { n, row -> PlacedRow(at[n].toInt(), isNew[n], row) })
}

/**
 * A watch of the library as a cold [Flow]: collecting starts it, and a collector that stops, fails or is cancelled ends
 * it. A slow collector asks less often and is told what has changed by then, in one update.
 */
internal fun <W : AutoCloseable, T> updates(start: () -> W, next: suspend W.() -> ListUpdate<T>?): Flow<ListUpdate<T>> =
    flow {
        start().use { watch ->
            while (true) {
                val update = try {
                    watch.next() ?: break
                } catch (refused: ZhijiaException) {
                    ListUpdate.Unreadable(refused)
                }
                emit(update)
            }
        }
    }

/**
 * The list that the updates are about, each time whole and in its order.
 *
 * What makes the first list unreadable is thrown. Later the last list stays, and the flow goes on: the status says more.
 */
internal fun <T> Flow<ListUpdate<T>>.lists(id: (T) -> String): Flow<List<T>> = flow {
    var rows: List<T>? = null
    collect { update ->
        val now = when (update) {
            is ListUpdate.Whole -> update.rows
            is ListUpdate.Changed -> rows.orEmpty().after(update, id)
            is ListUpdate.Unreadable -> if (rows == null) throw update.error else return@collect
        }
        rows = now
        emit(now)
    }
}

/** What is touched is taken out, then put in at its place, in order. */
private fun <T> List<T>.after(changed: ListUpdate.Changed<T>, id: (T) -> String): List<T> {
    val touched = changed.removed.toHashSet()
    changed.put.mapTo(touched) { id(it.row) }
    val list = filterTo(ArrayList(size)) { id(it) !in touched }
    changed.put.forEach { list.add(it.at, it.row) }
    return list
}
