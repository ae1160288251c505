package cn.zhijia

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/** How far the call is, until it is over. Steps are left out where the collector is slow. */
val CallHandle.progress: Flow<CallProgress>
    get() = flow { while (true) emit(nextProgress() ?: break) }

/** The library's log from now on, as far as it matters as much as [level]. Collecting starts it. */
fun logs(level: LogLevel): Flow<LogLine> = flow {
    LogWatch(level).use { watch -> while (true) emit(watch.next() ?: break) }
}
