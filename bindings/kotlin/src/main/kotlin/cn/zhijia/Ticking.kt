package cn.zhijia

import cn.zhijia.ffi.Probe
import cn.zhijia.ffi.TickListener
import kotlinx.coroutines.flow.Flow

/** The numbers below [count], [batch] at a time, as a flow that ends with the last one. */
fun Probe.ticks(count: UInt, batch: UInt): Flow<List<UInt>> = watching { sink ->
    val ticks = watch(
        count,
        batch,
        object : TickListener {
            override fun onTicks(numbers: List<UInt>) = sink.emit(numbers)

            override fun onEnd() = sink.end()
        },
    )
    AutoCloseable {
        ticks.cancel()
        ticks.close()
    }
}
