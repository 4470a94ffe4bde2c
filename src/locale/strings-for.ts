import {de} from './de.js';
import {en} from './en.js';
import type {Strings} from './strings.js';

const byLanguage: Readonly<Record<string, Strings>> = {de, en};

/** The words for a language tag such as `de-AT`, by its language alone; English for what is missing or unknown. */
export function stringsFor(lang: string | null | undefined): Strings {
  const language = (lang ?? '').trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return Object.hasOwn(byLanguage, language) ? (byLanguage[language] ?? en) : en;
}
