// The door: passes, gates, who is here. Each text in Simplified Chinese and English.

export const door = {
  'pass.title': ['入场码', 'Pass'],
  'pass.show': ['出示入场码', 'Show my pass'],
  'pass.none': ['入场码联网后就有,没有也能进场:报姓名即可。', 'The pass comes with the next connection; your name at the door is enough too.'],
  'pass.code': ['{name}的入场码', 'The pass of {name}'],
  'pass.number': ['第 {n} 号', 'Place {n}'],
  'pass.until': ['有效到 {time}', 'Good until {time}'],
  'pass.offline': ['没有信号也能用:签到的手机自己会核对。', 'Works without a signal: the phone at the door checks it by itself.'],
  'door.scan': ['扫入场码', 'Scan a pass'],
  'door.scan.hint': ['扫码枪扫一下,或按姓名在下面找。', 'With a scanner, or find the name below.'],
};
