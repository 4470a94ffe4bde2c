import {connectionLimits} from '../../protocol/connection.js';
import {formatCandidate} from '../../protocol/candidate.js';
import type {CaseTable} from './case-table.js';
import {answerTo, candidate, check, failure, offerTo, pairOf, patient, refused} from './scene.js';

/** Offers, answers and candidates of a pair. */
export const meeting: CaseTable = {
  'offer: both sides are told, and nobody else': async scene => {
    const observer = await scene.member();
    const {member, guest} = await scene.offered();
    const seen = guest.told.connection(pairOf(member, guest));
    check(
      seen?.fromSession === member.session && seen.toSession === guest.session,
      'the sessions of both must be named',
    );
    check(seen.answer === null && seen.answerCandidates.length === 0, 'a new offer must be unanswered');
    check(seen.expireAt > guest.room.serverNow(), 'it must have a time after which it counts as left over');
    await scene.environment.settle();
    check(observer.told.connections.length === 0, 'a third person must not be told');
  },

  'offer: a big description and many candidates arrive as they are': async scene => {
    const member = await scene.member();
    const guest = await scene.newcomer();
    await member.told.until('the guest', () => member.told.participant(guest.uid) !== undefined);
    const line = 'a=x-unicode:\u00fc\u4e16\u754c "quotes" \\backslash\\ \t</script>\r\n';
    const sdp = line.repeat(Math.floor(connectionLimits.sdpLength / 2 / line.length));
    const candidates = Array.from({length: connectionLimits.candidates}, (_, place) => candidate(place));
    await member.room.offer({...offerTo(guest), description: {sdp, revision: 1}, candidates}, patient);
    await guest.told.until('the offer', () => guest.told.connection(pairOf(member, guest)) !== undefined);
    const seen = guest.told.connection(pairOf(member, guest));
    check(seen?.offer.sdp === sdp, 'the description must be what was given');
    check(texts(seen.offerCandidates) === texts(candidates), 'the candidates must be what was given, in order');
  },

  'offer: a higher revision replaces it, answer and candidates included': async scene => {
    const {member, guest} = await scene.answered();
    await guest.room.addCandidates(pairOf(member, guest), [candidate(1)], patient);
    await member.told.until('it', () => member.told.connection(pairOf(member, guest))?.answerCandidates.length === 1);
    await member.room.offer(offerTo(guest, 2, [candidate(9, 2)]), patient);
    await scene.eachTold(
      [member, guest],
      'revision 2',
      ({told}) => told.connection(pairOf(member, guest))?.offer.revision === 2,
    );
    const seen = guest.told.connection(pairOf(member, guest));
    check(seen?.answer === null && seen.answerCandidates.length === 0, 'what answered the old one must be gone');
    check(texts(seen.offerCandidates) === texts([candidate(9, 2)]), 'only the new candidates may be there');
    await guest.room.answer(answerTo(member, 2), patient);
    await member.told.until('answer 2', () => member.told.connection(pairOf(member, guest))?.answer?.revision === 2);
  },

  'offer: the same revision again is refused': async scene => {
    const {member, guest} = await scene.offered();
    await refused(
      member.room.offer({...offerTo(guest), description: {sdp: 'v=1', revision: 1}}, patient),
      'the same revision',
    );
    await scene.environment.settle();
    check(
      guest.told.connection(pairOf(member, guest))?.offer.sdp === offerTo(guest).description.sdp,
      'the first must stand',
    );
  },

  'offer: after the connection was deleted it can be made anew': async scene => {
    const {member, guest} = await scene.answered();
    await member.room.deleteConnection(pairOf(member, guest), patient);
    await scene.eachTold([member, guest], 'it gone', ({told}) => !told.connection(pairOf(member, guest)));
    await scene.offer(member, guest, 2);
    await guest.room.answer(answerTo(member, 2), patient);
    await member.told.until('answer 2', () => member.told.connection(pairOf(member, guest))?.answer?.revision === 2);
  },

  'answer: one with another revision than the offer is refused': async scene => {
    const {member, guest} = await scene.offered();
    await guest.room.join({name: 'Grace', answers: []}, patient);
    await refused(guest.room.answer(answerTo(member, 2), patient), 'an answer with another revision');
    await guest.room.answer(answerTo(member, 1), patient);
    await member.told.until('answer 1', () => member.told.connection(pairOf(member, guest))?.answer?.revision === 1);
  },

  'answer: a second one is refused': async scene => {
    const {member, guest} = await scene.answered();
    const second = {...answerTo(member), description: {sdp: 'v=1', revision: 1}};
    await refused(guest.room.answer(second, patient), 'a second answer');
    await scene.environment.settle();
    const {answer} = member.told.connection(pairOf(member, guest)) ?? {};
    check(answer?.sdp === answerTo(member).description.sdp, 'the first must stand');
  },

  'answer: to the offer of a session that was replaced is refused': async scene => {
    const {member, guest} = await scene.offered();
    await guest.room.join({name: 'Grace', answers: []}, patient);
    await scene.enter(await scene.environment.open(member.client));
    await guest.told.until('the new session', () => guest.told.participant(member.uid)?.session !== member.session);
    await refused(guest.room.answer(answerTo(member), patient), 'an answer to an ended session');
  },

  'answer: at the same time as a new offer, none remains that does not fit': async scene => {
    const {member, guest} = await scene.offered();
    await guest.room.join({name: 'Grace', answers: []}, patient);
    const [answering, offering] = await Promise.all([
      failure(guest.room.answer(answerTo(member), patient)),
      failure(member.room.offer(offerTo(guest, 2), patient)),
    ]);
    check(answering === null || offering === null, 'one of them must be accepted');
    await scene.environment.settle();
    for (const {told} of [member, guest]) {
      const {offer, answer} = told.connection(pairOf(member, guest)) ?? {};
      check(offer?.revision === (offering === null ? 2 : 1), 'the offer must be the last that was accepted');
      check(!answer || answer.revision === offer.revision, 'an answer must be to this offer');
    }
  },

  'candidates: of both sides are added, repeating is harmless': async scene => {
    const {member, guest} = await scene.answered();
    const pair = pairOf(member, guest);
    const [first, second, third] = [candidate(1), candidate(2), candidate(3)];
    await member.room.addCandidates(pair, [first, second], patient);
    await member.room.addCandidates(pair, [second, third], patient);
    await guest.room.addCandidates(pair, [first], patient);
    await guest.room.addCandidates(pair, [first], patient);
    await scene.eachTold([member, guest], 'all candidates', ({told}) => {
      const seen = told.connection(pair);
      return (
        texts(seen?.offerCandidates) === texts([first, second, third]) &&
        texts(seen?.answerCandidates) === texts([first])
      );
    });
    await scene.environment.settle();
    check(guest.told.connection(pair)?.answerCandidates.length === 1, 'none may be there twice');
  },

  'candidates: many batches at the same time are all kept': async scene => {
    const {member, guest} = await scene.answered();
    const pair = pairOf(member, guest);
    const places = Array.from({length: 8}, (_, place) => place);
    await Promise.all(
      places.flatMap(place => [member, guest].map(({room}) => room.addCandidates(pair, [candidate(place)], patient))),
    );
    await scene.eachTold([member, guest], 'all candidates', ({told}) => {
      const seen = told.connection(pair);
      return seen?.offerCandidates.length === places.length && seen.answerCandidates.length === places.length;
    });
  },

  'candidates: for a connection that is gone are refused, and bring nothing back': async scene => {
    const {member, guest} = await scene.answered();
    const pair = pairOf(member, guest);
    await member.room.deleteConnection(pair, patient);
    await scene.eachTold([member, guest], 'it gone', ({told}) => !told.connection(pair));
    await refused(member.room.addCandidates(pair, [candidate(1)], patient), 'candidates of the offerer');
    await refused(guest.room.addCandidates(pair, [candidate(1)], patient), 'candidates of the answerer');
    await scene.environment.settle();
    check(member.told.connections.length === 0 && guest.told.connections.length === 0, 'it must stay gone');
  },

  'delete: by either side, and again, is no error': async scene => {
    const {member, guest} = await scene.answered();
    const pair = pairOf(member, guest);
    await guest.room.deleteConnection(pair, patient);
    await scene.eachTold([member, guest], 'it gone', ({told}) => !told.connection(pair));
    await member.room.deleteConnection(pair, patient);
    await guest.room.deleteConnection(pair, patient);
  },

  'delete: at the same time as a late candidate, it is gone in the end': async scene => {
    const {member, guest} = await scene.answered();
    const pair = pairOf(member, guest);
    await Promise.all([
      failure(guest.room.addCandidates(pair, [candidate(1)], patient)),
      member.room.deleteConnection(pair, patient),
    ]);
    await scene.environment.settle();
    check(member.told.connections.length === 0 && guest.told.connections.length === 0, 'it must be gone for both');
  },

  'refused: an offer from the lobby': {
    needs: ['rules'],
    run: async scene => {
      const [first, second] = [await scene.newcomer(), await scene.newcomer()];
      await scene.eachTold([first, second], 'both', ({told}) => told.participants.length === 2);
      await refused(first.room.offer(offerTo(second), patient), 'an offer from the lobby');
    },
  },

  'refused: an offer to somebody who is not there, or no longer': {
    needs: ['rules'],
    run: async scene => {
      const member = await scene.member();
      const guest = await scene.newcomer();
      await refused(member.room.offer({...offerTo(guest), to: 'nobody'}, patient), 'an offer to nobody');
      await guest.room.leave();
      await member.told.until('them gone', () => !member.told.participant(guest.uid));
      await refused(member.room.offer(offerTo(guest), patient), 'an offer to somebody who left');
      const again = await scene.enter(guest.client);
      await member.told.until('the new session', () => member.told.participant(guest.uid)?.session === again.session);
      await refused(member.room.offer(offerTo(guest), patient), 'an offer to an ended session');
      await scene.offer(member, again);
    },
  },

  'refused: an answer from the lobby': {
    needs: ['rules'],
    run: async scene => {
      const {member, guest} = await scene.offered();
      await refused(guest.room.answer(answerTo(member), patient), 'an answer from the lobby');
      await scene.environment.settle();
      check(member.told.connection(pairOf(member, guest))?.answer === null, 'the offer must stand unanswered');
    },
  },

  'refused: candidates for a connection of others': {
    needs: ['rules'],
    run: async scene => {
      const {member, guest} = await scene.answered();
      const third = await scene.member();
      await refused(
        third.room.addCandidates(pairOf(member, guest), [candidate(1)], patient),
        'candidates of a third person',
      );
      await scene.environment.settle();
      check(guest.told.connection(pairOf(member, guest))?.offerCandidates.length === 0, 'nothing may be added');
    },
  },
};

const texts = (
  candidates: Parameters<typeof formatCandidate>[0][] | readonly Parameters<typeof formatCandidate>[0][] = [],
): string => candidates.map(formatCandidate).join('\n');
