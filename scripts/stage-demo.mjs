import {cpSync, rmSync} from 'node:fs';

/** What `firebase deploy --only hosting` uploads: the demo, and the built element beside it. */
rmSync('hosting', {recursive: true, force: true});
cpSync('demo', 'hosting', {recursive: true});
cpSync('dist/cdn', 'hosting/cdn', {recursive: true});
