package cn.zhijia

import cn.zhijia.rows.Trouble
import java.util.Locale

/** Stable; an app may act on it. */
val ZhijiaException.code: String
    get() = trouble.code

/** What happened and what to do now, in Chinese where the [language] is Chinese and else in English. */
fun Trouble.sentence(language: String = Locale.getDefault().language): String =
    if (language == Locale.CHINESE.language) "$zh。$nextZh。" else "$en. $nextEn."
