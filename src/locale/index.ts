export {de} from './de.js';
export {en} from './en.js';
export {stringsFor} from './strings-for.js';
export type {ErrorWords, Strings} from './strings.js';
