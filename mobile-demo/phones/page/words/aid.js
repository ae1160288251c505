// Mutual aid. Each text in Simplified Chinese and English.

export const aid = {
  'aid.title': ['医疗互助', 'Mutual aid'],
  'aid.mine': ['我参加的', 'My plans'],
  'aid.mine.empty': ['还没有参加。参加后,从哪天保到哪天会写在这里。', 'None yet. Once you are in, it says here from when to when you are covered.'],
  'aid.open': ['可以参加的', 'Open to me'],
  'aid.open.empty': ['现在没有别的互助项目。', 'No other plan at the moment.'],
  'aid.union.pays': ['工会出钱', 'The union pays'],
  'aid.member.pays': ['自己缴 {fee}', 'You pay {fee}'],
  'plan.title': ['互助项目', 'Plan'],
  'plan.pays': ['费用', 'Cost'],
  'plan.period': ['保障期', 'Period'],
  'plan.window': ['登记时间', 'Enrolment'],
  'plan.cover': ['我的保障', 'My cover'],
  'plan.enrol': ['参加', 'Enrol'],
  'plan.withdraw': ['不参加了', 'I do not want it'],
  'plan.withdraw.ask': ['不参加了,就没有这一份保障。', 'Without it you do not have this cover.'],
  'plan.withdraw.yes': ['确定不参加', 'Withdraw'],
  'plan.withdrawn': ['退出已记在本机。', 'Saved on this phone.'],
  'plan.enrolled': ['参保登记已记在本机。', 'Your enrolment is saved on this phone.'],
};
