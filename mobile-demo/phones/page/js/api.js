// Talking to the demo's own program: commands, questions, and the one stream of what changes.

const LOST = {
  ok: false,
  code: 'page.no_program',
  zh: '页面连不上演示程序。',
  en: 'The page cannot reach the demo program.',
  next_zh: '请看看运行它的窗口,再试一次。',
  next_en: 'Look at the window it runs in, then try again.',
};

async function ask(path, options) {
  try {
    const response = await fetch(path, options);
    const answer = await response.json();
    return typeof answer === 'object' && answer !== null ? answer : LOST;
  } catch {
    return LOST;
  }
}

/** A command. It answers `{ok: true, …}` or a refusal with its sentence and the way out. */
export const post = (path, body = {}) =>
  ask(`/api/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** A file, sent as it is. */
export const postFile = (path, file) => ask(`/api/${path}`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: file });

/** A question that changes nothing. */
export const get = (path, query = {}) => ask(`/api/${path}?${new URLSearchParams(query)}`);

/**
 * One stream for all phones, because a browser gives a page six connections to one address
 * and a stream for each phone would leave a second window none.
 */
export function listen(onMessage, onLink) {
  const source = new EventSource('/api/stream');
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  for (const kind of ['snapshot', 'diff']) {
    source.addEventListener(kind, (event) => onMessage(kind, JSON.parse(event.data)));
  }
}
