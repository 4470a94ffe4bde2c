/**
 * One call, its looks taken from the address. `npm start` says with demo-config.json whether an emulator runs;
 * on Firebase Hosting there is no such file, and the project's own configuration is used.
 */
const localServers = {'ice-servers': '[]'};

/**
 * What a link may choose: it may come from anybody. Any other attribute could be a script (`onfocus`), or lead to somebody
 * else's servers.
 */
const linkAttributes = [
  'room',
  'display-name',
  'capacity',
  'without-video',
  'start-muted',
  'start-camera-off',
  'max-video-height',
  'video-codecs',
  'volume',
  'controls',
  'require-consent',
  'relay-only',
  'log-level',
  'lang',
  'dir',
];

/** On the own machine as well, where nobody else is to be met. On Hosting a link would turn on the camera in its author's room. */
const localLinkAttributes = ['autojoin', 'signaling', 'ice-servers'];

async function readDemoConfig() {
  const response = await fetch('demo-config.json');
  return response.ok ? response.json() : {signaling: 'hosting'};
}

function connectionAttributes({signaling, projectId, emulator}) {
  if (signaling === 'local') return {...localServers, signaling: 'local'};
  if (signaling === 'hosting') return {'firebase-config': '/__/firebase/init.json'};
  return {...localServers, emulator, 'firebase-config': JSON.stringify({projectId, apiKey: 'demo'})};
}

function attributesOfLink({searchParams}, {signaling}) {
  const allowed = signaling === 'hosting' ? linkAttributes : [...linkAttributes, ...localLinkAttributes];
  return Object.fromEntries([...searchParams].filter(([name]) => allowed.includes(name)));
}

function randomRoom() {
  const letters = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(letters, value => 'abcdefghjkmnpqrstvwxyz23456789'[value % 30]).join('');
}

/** A room in the address from the start, so that it can be handed on or opened a second time. */
function addressWithRoom() {
  const address = new URL(location.href);
  if (!address.searchParams.get('room')) address.searchParams.set('room', randomRoom());
  history.replaceState(null, '', address);
  return address;
}

function createCall(attributes) {
  const call = document.createElement('video-call');
  for (const [name, value] of Object.entries(attributes)) call.setAttribute(name, value);
  document.querySelector('main').append(call);
  return call;
}

function showNote(text) {
  const note = document.getElementById('note');
  note.textContent = text;
  note.hidden = false;
}

const address = addressWithRoom();
document.getElementById('room').value = address.searchParams.get('room');
document.getElementById('second-window').href = address.href;

const config = await readDemoConfig();
if (config.signaling === 'local') {
  showNote('No Firestore emulator: calls work between tabs of this browser. The terminal says what to install.');
}
createCall({...connectionAttributes(config), ...attributesOfLink(address, config)});
