import type {Log} from '../log.js';
import type {Clock} from '../util/clock.js';
import {en} from './en.js';
import type {Strings} from './strings.js';

export type StringsLoaders = Readonly<Record<string, () => Promise<Strings>>>;

/** Each a chunk of its own: a page loads the words that its reader reads. English is in the element, as what there always is. */
const loadersByLanguage: StringsLoaders = {
  de: async () => (await import('./de.js')).de,
};

/** A page that shows nothing for longer looks broken: English is better, and the other words take its place. */
const patienceMs = 3_000;

export interface StringsLoaderOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** {@link StringsLoader.strings} are others. */
  readonly onChange: () => void;
  /** Other languages, to cause faults. */
  readonly loaders?: StringsLoaders;
}

/** The words of one element, in the language that was asked for last. */
export class StringsLoader {
  readonly #options: StringsLoaderOptions;
  #language = '';
  #strings: Strings | null = null;

  constructor(options: StringsLoaderOptions) {
    this.#options = options;
  }

  /**
   * Null while the first ones are on their way, for nobody to see a flash of another language; while others are, the
   * words before them.
   */
  get strings(): Strings | null {
    return this.#strings;
  }

  /** For a language tag such as `de-AT`, by its language alone; English for what is missing, unknown or out of reach. */
  choose(lang: string | null | undefined): void {
    const {loaders = loadersByLanguage} = this.#options;
    const tag = (lang ?? '').trim().toLowerCase().split(/[-_]/)[0] ?? '';
    const load = Object.hasOwn(loaders, tag) ? loaders[tag] : undefined;
    const language = load ? tag : en.lang;
    if (language === this.#language) return;
    this.#language = language;
    if (load) void this.#load(language, load);
    else this.#strings = en;
  }

  async #load(language: string, load: () => Promise<Strings>): Promise<void> {
    const {clock, log, onChange} = this.#options;
    const cancel = clock.after(patienceMs, () => {
      if (this.#strings) return;
      this.#strings = en;
      onChange();
    });
    const strings = await load().catch((error: unknown) => {
      log.error(`the words of “${language}” could not be loaded: English instead`, error);
      return en;
    });
    cancel();
    if (this.#language !== language || this.#strings === strings) return;
    this.#strings = strings;
    onChange();
  }
}
