// The fields of records in people's words, for the history and for what is kept of an action that was not sent.

import { civilLong, dayClock, maskMobile, t, yuan } from './i18n.js';

const TIMES = new Set(['starts', 'ends', 'opens', 'closes']);
const DATES = new Set(['due', 'period_from', 'period_to', 'renew/*/due', 'paid/*/on']);
const MONEY = new Set(['fee', 'price']);
/** What happened: the moment is the entry's own, so only the act is named. */
const ACTS = new Set(['published', 'closed', 'cancelled', 'lent', 'ask/*/at', 'renew/*/at', 'return/*/at', 'return/*/undone', 'void/*/at', 'scan/*/at', 'scan/*/undone', 'remove/*/at', 'paid/*/at', 'copy/*/withdrawn', 'settle/*/at']);
const CHOICES = new Set(['ask/*/is', 'list/*/is', 'payer', 'admission']);
/** The number of another record says nothing to a person. */
const ID = /^[0-9a-f]{32}$/;

// The part is left out and the id of an element is starred: `own.mobile` is `mobile`.
function pattern(key) {
  const name = key.slice(key.indexOf('.') + 1);
  const pieces = name.split('/');
  return pieces.length === 3 ? `${pieces[0]}/*/${pieces[2]}` : name;
}

/** What a person typed, without the acts and choices that are said elsewhere. */
export const typed = (kept) =>
  describe(
    Object.entries(kept ?? {})
      .map(([key, value]) => ({ key, value }))
      .filter((put) => put.value !== '' && !ACTS.has(pattern(put.key)) && !CHOICES.has(pattern(put.key))),
  );

/** Each put that a person can read, as `{put, text}`. */
export function describe(puts) {
  const names = new Set(puts.map((put) => pattern(put.key)));
  return puts
    .filter((put) => {
      const name = pattern(put.key);
      // "signed up" and "at 09:12" are one act in two keys.
      const twin = name.endsWith('/at') && names.has(name.replace(/at$/, 'is'));
      return !twin && !ID.test(put.value);
    })
    .map((put) => ({ put, text: sentenceOf(pattern(put.key), put.value) }));
}

function sentenceOf(name, value) {
  const label = t(`key.${name}`);
  if (label === `key.${name}`) return t('key.other');
  if (ACTS.has(name)) return label;
  return t('key.says', { label, value: shown(name, value) });
}

function shown(name, value) {
  if (TIMES.has(name)) return dayClock(Number(value));
  if (DATES.has(name)) return civilLong(value);
  if (MONEY.has(name)) return yuan(Number(value));
  if (name === 'mobile') return maskMobile(value);
  // The number of a document is shown whole in its own form alone.
  if (name === 'answer/*/value') return value.replace(/^(\d{4})\d{10}(\d{3}[\dXx])$/u, '$1**********$2');
  if (CHOICES.has(name)) {
    const word = t(`value.${value}`);
    return word === `value.${value}` ? value : word;
  }
  return value;
}
