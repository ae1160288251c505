package cn.zhijia

import com.sun.jna.Native

/** The library's own threads, as the JVM sees them. */
internal object Threads {
    /**
     * JNA makes a new Java thread object for every callback from a native thread and throws it away afterwards,
     * unless the callback asks to keep it.
     */
    fun keepAttached() = Native.detach(false)
}
