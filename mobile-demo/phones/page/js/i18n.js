// The two languages, and how dates, times and amounts are written in them.

import { admission } from '../words/admission.js';
import { aid } from '../words/aid.js';
import { books } from '../words/books.js';
import { claims } from '../words/claims.js';
import { door } from '../words/door.js';
import { events } from '../words/events.js';
import { fields } from '../words/fields.js';
import { page } from '../words/page.js';
import { person } from '../words/person.js';
import { questions } from '../words/questions.js';

// Each in Chinese and in English.
const words = { ...questions, ...page, ...person, ...events, ...admission, ...books, ...door, ...aid, ...claims, ...fields };

/** The language in use: 'zh' or 'en'. */
export let lang = 'zh';

export function useLanguage(next) {
  lang = next === 'en' ? 'en' : 'zh';
  document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN';
  document.title = t('page.title');
}

/**
 * Chinese sets its commas, colons and brackets full width. Sentences arrive with the narrow ones of
 * their word list, so they are set here, in one place, and only beside Chinese characters.
 */
const WIDE = { ',': '\uff0c', ':': '\uff1a', ';': '\uff1b', '?': '\uff1f', '!': '\uff01' };
function typeset(text) {
  if (lang !== 'zh') return text;
  return text
    .replace(/([\p{Script=Han}》”’)\uff09}])([,:;?!]) ?/gu, (_, before, mark) => before + WIDE[mark])
    .replace(/\(([^()]*(?:\p{Script=Han}|\{)[^()]*)\)/gu, '\uff08$1\uff09')
    // A mark between what was filled in and Chinese text is a Chinese mark.
    .replace(/([\w%])([,;:?!]) ?(?=\p{Script=Han})/gu, (_, before, mark) => before + WIDE[mark]);
}

/** The words for `key`, with `{name}` replaced. */
export function t(key, values) {
  const text = words[key]?.[lang === 'en' ? 1 : 0] ?? key;
  // What is put in is someone's own text and stays as it was written. English has one day and two day{s}.
  return typeset(text).replace(/\{(\w+)\}/g, (_, name) => (name === 's' ? (values?.n === 1 ? '' : 's') : (values?.[name] ?? '')));
}

/** Words that are kept, to be read later in the language in use then: see [`told`]. */
export const said = (key, values) => ({ key, values });

/** What was kept by [`said`]. */
export const told = (one) => t(one.key, one.values);

/** The sentence that the core wrote for `field` of `thing`, in the language in use. */
export function say(thing, field = 'text') {
  if (!thing) return '';
  const name = field ? `${field}_${lang}` : lang;
  return typeset(thing[name] ?? '');
}

// The city keeps one time, UTC+8, whatever the computer that shows this page keeps.
const SHIFT = 8 * 3600 * 1000;
const DAY = 86400000;
const pad = (n) => String(n).padStart(2, '0');
const EN_DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The furthest time that the language itself can write. */
const LAST = 8.64e15 - SHIFT;
const isTime = (ms) => Math.abs(ms) <= LAST;

/** 09:12 */
export function clock(ms) {
  if (!isTime(ms)) return '–';
  const d = new Date(ms + SHIFT);
  return `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`;
}

/** 09:12:05 */
export function clockSeconds(ms) {
  return isTime(ms) ? `${clock(ms)}:${pad(new Date(ms + SHIFT).getUTCSeconds())}` : '–';
}

const unbroken = (text) => text.replaceAll(' ', '\u00a0');

/** 3月5日(周四), Thu 5 Mar: as the core writes it, with the year where it is not this one. */
export function day(ms) {
  if (!isTime(ms)) return '–';
  const d = new Date(ms + SHIFT);
  const otherYear = d.getUTCFullYear() !== new Date(Date.now() + SHIFT).getUTCFullYear();
  const year = d.getUTCFullYear();
  if (lang === 'en') return unbroken(`${EN_DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${EN_MONTHS[d.getUTCMonth()]}${otherYear ? ` ${year}` : ''}`);
  return typeset(`${otherYear ? `${year}年` : ''}${d.getUTCMonth() + 1}月${d.getUTCDate()}日(周${'日一二三四五六'[d.getUTCDay()]})`);
}

/** 3月5日(周四) 19:00 */
export const dayClock = (ms) => (ms && isTime(ms) ? `${day(ms)}${lang === 'en' ? ',' : ''}\u00a0${clock(ms)}` : t('date.open'));

/** A time of today as 09:12, any other with its day. */
export function when(ms) {
  return Math.floor((ms + SHIFT) / DAY) === Math.floor((Date.now() + SHIFT) / DAY) ? clock(ms) : dayClock(ms);
}

/** A civil date `2026-03-05`, which no time zone moves. */
export const civil = (date) => (date ? day(Date.parse(`${date}T00:00:00Z`) - SHIFT) : t('date.open'));

/** A civil date for long periods, always with its year and without the weekday. */
export function civilLong(date) {
  if (!date) return t('date.open');
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  return lang === 'en' ? unbroken(`${dayOfMonth} ${EN_MONTHS[month - 1]} ${year}`) : `${year}年${month}月${dayOfMonth}日`;
}

/** Whole days from today to a civil date; negative in the past. */
export const daysTo = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY) - Math.floor((Date.now() + SHIFT) / DAY);

/** What a date-and-time field holds, and back. */
export const toField = (ms) => (ms && isTime(ms) ? new Date(ms + SHIFT).toISOString().slice(0, 16) : '');
export const fromField = (text) => (text ? Date.parse(`${text}:00Z`) - SHIFT : null);

/** 12,000 fen as 120.00 */
export const yuan = (fen) => (lang === 'en' ? `CNY ${(fen / 100).toFixed(fen % 100 ? 2 : 0)}` : `${(fen / 100).toFixed(fen % 100 ? 2 : 0)} 元`);

/** 812 B, 3.4 KB */
export function bytes(n) {
  if (n < 1000) return `${n} B`;
  if (n < 1e6) return `${(n / 1000).toFixed(1)} KB`;
  return `${(n / 1e6).toFixed(2)} MB`;
}

/** 139 **** 0412: enough to recognise, too little to call. */
export const maskMobile = (mobile) => (mobile && mobile.length >= 7 ? `${mobile.slice(0, 3)} **** ${mobile.slice(-4)}` : '');
