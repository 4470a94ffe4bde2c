/**
 * The usual way to signal over Firestore, as the WebRTC codelab of Firebase and most projects after it do: a room
 * document that gets an offer and an answer, and a document for every candidate in `callerCandidates` and
 * `calleeCandidates`. The newcomer calls, whoever is there answers.
 *
 * It is given the best of it: the SDK is loaded and its listeners are open before the click, both sides have their
 * camera, no write waits for the one before, and candidates that come early are kept.
 */
import {initializeApp} from 'firebase/app';
import {
  addDoc,
  collection,
  connectFirestoreEmulator,
  doc,
  getFirestore,
  onSnapshot,
  setDoc,
  updateDoc,
  type CollectionReference,
  type DocumentSnapshot,
} from 'firebase/firestore';
import {openCamera, readSettings, showReady, videoOf} from './baseline-page.js';

const {role, room, port, warmWrites} = readSettings();
const db = getFirestore(initializeApp({projectId: 'demo-bench-open', apiKey: 'demo'}));
connectFirestoreEmulator(db, '127.0.0.1', port);

const roomDocument = doc(db, 'rooms', room);
const callerCandidates = collection(roomDocument, 'callerCandidates');
const calleeCandidates = collection(roomDocument, 'calleeCandidates');
const [ownCandidates, farCandidates] =
  role === 'guest' ? [callerCandidates, calleeCandidates] : [calleeCandidates, callerCandidates];

window.benchOperations = {writes: 0, reads: 0};
const written = <Result>(write: Promise<Result>): Promise<Result> => {
  window.benchOperations.writes++;
  return write;
};

let connection: RTCPeerConnection | null = null;
const early: RTCIceCandidateInit[] = [];

function createConnection(stream: MediaStream): RTCPeerConnection {
  const created = new RTCPeerConnection({iceServers: []});
  for (const track of stream.getTracks()) created.addTrack(track, stream);
  created.addEventListener('track', ({streams}) => {
    videoOf('far').srcObject = streams[0] ?? null;
  });
  created.addEventListener('icecandidate', ({candidate}) => {
    if (candidate) void written(addDoc(ownCandidates, candidate.toJSON()));
  });
  connection = created;
  return created;
}

async function applyRemote(target: RTCPeerConnection, description: RTCSessionDescriptionInit): Promise<void> {
  await target.setRemoteDescription(description);
  for (const candidate of early.splice(0)) await target.addIceCandidate(candidate);
}

async function addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
  if (connection?.remoteDescription) await connection.addIceCandidate(candidate);
  else early.push(candidate);
}

async function call(stream: MediaStream): Promise<void> {
  const caller = createConnection(stream);
  const offer = await caller.createOffer();
  await caller.setLocalDescription(offer);
  await written(setDoc(roomDocument, {offer: {type: offer.type, sdp: offer.sdp}}));
}

async function answerCall(stream: MediaStream, offer: RTCSessionDescriptionInit): Promise<void> {
  const callee = createConnection(stream);
  await applyRemote(callee, offer);
  const answer = await callee.createAnswer();
  await callee.setLocalDescription(answer);
  await written(updateDoc(roomDocument, {answer: {type: answer.type, sdp: answer.sdp}}));
}

function onRoom(stream: MediaStream, snapshot: DocumentSnapshot): void {
  const {offer, answer} = (snapshot.data() ?? {}) as Partial<Record<'offer' | 'answer', RTCSessionDescriptionInit>>;
  if (role === 'host' && offer && !connection) void answerCall(stream, offer);
  if (role === 'guest' && answer && connection && !connection.remoteDescription) void applyRemote(connection, answer);
}

/** Resolves with the first answer of the server, so that the listen stream is open. */
function listenToRoom(stream: MediaStream): Promise<void> {
  return new Promise(resolve => {
    onSnapshot(roomDocument, {includeMetadataChanges: true}, snapshot => {
      const {fromCache, hasPendingWrites} = snapshot.metadata;
      if (!fromCache) resolve();
      if (!fromCache && !hasPendingWrites) window.benchOperations.reads++;
      onRoom(stream, snapshot);
    });
  });
}

function listenToCandidates(source: CollectionReference): Promise<void> {
  return new Promise(resolve => {
    onSnapshot(source, {includeMetadataChanges: true}, snapshot => {
      if (!snapshot.metadata.fromCache) resolve();
      for (const change of snapshot.docChanges()) {
        if (change.type !== 'added') continue;
        window.benchOperations.reads++;
        void addCandidate(change.doc.data());
      }
    });
  });
}

const stream = await openCamera();
await Promise.all([listenToRoom(stream), listenToCandidates(farCandidates)]);
if (warmWrites) await setDoc(doc(db, 'presence', `${room}-${role}`), {here: true});
showReady(() => void call(stream));
