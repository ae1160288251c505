// How places are given, and why somebody has one. Each text in Simplified Chinese and English.

export const admission = {
  'form.mode': ['名额怎么定', 'How places are given'],
  'form.mode.hint': ['报名开始后不能再改。定榜和抽签在截止满一天后,没信号的人也算在内。', 'It stays once sign-up opens. Places are settled or drawn a day after the close, so that nobody loses for want of a signal.'],
  'mode.instant': ['先到先得,当场定', 'At once, first come first served'],
  'mode.ranked': ['截止后按报名先后定榜', 'Settled after the close, by the order of sign-up'],
  'mode.draw': ['截止后抽签', 'By lot, after the close'],
  'mode.review': ['组织者逐个审核', 'The organiser decides on each'],
  'mode.nomination': ['单位推荐,截止后定榜', 'Units put people forward; settled after the close'],
  'event.giving': ['名额怎么定', 'How places are given'],
  'org.settle': ['定榜', 'Settle the places'],
  'org.settle.ask': ['现在就定,不再等没信号的人;他们排在候补最前面。定了不能撤回。', 'Places are given now, without waiting for those who have no signal; they come next. It cannot be taken back.'],
  'org.settle.do': ['现在定榜', 'Settle now'],
  'org.settle.done': ['定榜已记在本机,送到后生效。', 'Saved on this phone; it counts once it is sent.'],
  why: ['为什么', 'Why'],
  'why.giving': ['名额怎么定', 'How places are given'],
  'why.asked': ['什么时候报的', 'When you signed up'],
  'why.stands': ['现在', 'Now'],
  'why.draw': ['抽签核对', 'The draw, checked'],
  'why.removed': ['组织者移出的原因', "The organiser's reason"],
};
