// What a keeper hears while looking at the shelf: done, done already, look here.

const TONES = { ok: [[880, 0.09]], already: [[660, 0.07], [660, 0.07]], bad: [[220, 0.3]] };
let audio = null;

export function sound(kind) {
  try {
    audio ??= new AudioContext();
    let at = audio.currentTime;
    for (const [pitch, length] of TONES[kind]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.08;
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + length);
      at += length + 0.05;
    }
  } catch {
    // A browser without sound still shows the sign and the words.
  }
}
