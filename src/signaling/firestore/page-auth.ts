/**
 * The sign-in of an app of the page's, its popups included. A file of its own, as the script-tag build leaves it out: that
 * has a copy of Firebase to itself, of which no app of a page's can be.
 */
export {getAuth as pageAuth} from 'firebase/auth';
