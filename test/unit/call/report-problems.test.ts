import {expect} from '@open-wc/testing';
import type {ReportEntry} from '../../../src/call/call-report.js';
import {CallReport} from '../../../src/call/call-report.js';
import {initialCallState, type CallState, type DeviceNotice, type LocalDevice} from '../../../src/call/call-state.js';
import type {QualityReason} from '../../../src/call/quality.js';
import {problemSentences} from '../../../src/call/report-problems.js';
import type {LadderReason} from '../../../src/call/send-trouble.js';
import {CallError, callErrorCodes, type CallErrorCode} from '../../../src/errors.js';
import {ManualClock} from '../../support/manual-clock.js';

/** All names of a union: the compiler says where one is missing. */
const namesOf = <Name extends string>(names: Record<Name, true>): readonly Name[] => Object.keys(names) as Name[];

const qualityReasons = namesOf<QualityReason>({
  'loss-in': true,
  'loss-out': true,
  delay: true,
  'sound-gaps': true,
  'picture-freezes': true,
  'low-bandwidth': true,
  'busy-device': true,
  interrupted: true,
});
const ladderReasons = namesOf<LadderReason>({
  'loss-out': true,
  delay: true,
  'low-bandwidth': true,
  'busy-device': true,
  people: true,
  recovered: true,
});
const notices = namesOf<DeviceNotice>({silent: true, 'talking-while-muted': true, replaced: true, interrupted: true});
const statuses = namesOf<LocalDevice['status']>({off: true, starting: true, on: true, unavailable: true});

/** What is recorded, or could be, and is no problem. */
const harmless = {
  ladder: ['people', 'recovered'] satisfies readonly LadderReason[],
  statuses: ['off', 'starting', 'on'] satisfies readonly LocalDevice['status'][],
  notices: [] satisfies readonly DeviceNotice[],
  quality: [] satisfies readonly QualityReason[],
  /** Of a device: its sentence is that of the device, and the code stands in the entry. */
  ofDevices: [
    'media-denied',
    'media-missing',
    'media-in-use',
    'blocked-by-page',
    'in-app-browser',
  ] satisfies readonly CallErrorCode[],
  /** Rejections only: what was asked for could not be done, or was called off. */
  ofMethods: [
    'not-owner',
    'invalid-uid',
    'not-connected',
    'invalid-message',
    'aborted',
  ] satisfies readonly CallErrorCode[],
};

const state = (differences: Partial<CallState>): CallState => ({...initialCallState, ...differences});

/** What a report says after this, and what it kept of it. */
function reportOf(act: (report: CallReport) => void): {
  readonly problems: readonly string[];
  readonly entries: readonly ReportEntry[];
} {
  const report = new CallReport(new ManualClock());
  act(report);
  return report.data(initialCallState, '1');
}

const problemsAfter = (differences: Partial<CallState>): readonly string[] =>
  reportOf(report => report.changed(state(differences), initialCallState)).problems;

/** Of all that may be recorded, that which no sentence tells. */
const untold = <Name extends string>(
  names: readonly Name[],
  problemsOf: (name: Name) => readonly string[],
): readonly Name[] => names.filter(name => problemsOf(name).length === 0);

describe('the problems that a report finds', () => {
  it('has a sentence for each reason of a quality', () => {
    const problemsOf = (reason: QualityReason): readonly string[] =>
      problemsAfter({quality: {level: 'fair', reasons: [reason], participants: {}}});
    expect(untold(qualityReasons, problemsOf)).to.deep.equal(harmless.quality);
  });

  it('has a sentence for each step down', () => {
    const problemsOf = (reason: LadderReason): readonly string[] =>
      reportOf(report => report.ladder({rung: 1, reason})).problems;
    expect(untold(ladderReasons, problemsOf)).to.deep.equal(harmless.ladder);
  });

  for (const kind of ['microphone', 'camera'] as const) {
    it(`has a sentence for whatever is amiss with the ${kind}`, () => {
      const problemsOf = (device: Partial<LocalDevice>): readonly string[] =>
        problemsAfter({[kind]: {...initialCallState[kind], ...device}});
      expect(untold(statuses, status => problemsOf({status}))).to.deep.equal(harmless.statuses);
      expect(problemsOf({interrupted: true})).to.have.length(1);
      const told = notices.filter(notice => kind === 'microphone' || !ofMicrophones.includes(notice));
      expect(untold(told, notice => problemsOf({notice}))).to.deep.equal(harmless.notices);
    });
  }

  it('has a sentence for a screen that is not shared, and none for a picker that was closed', () => {
    const problemsOf = (status: LocalDevice['status']): readonly string[] =>
      problemsAfter({screen: {status, error: new CallError('media-denied', 'x')}});
    expect(untold(statuses, problemsOf)).to.deep.equal(harmless.statuses);
  });

  it('has a sentence for a speaker that was replaced', () => {
    expect(problemsAfter({speaker: {deviceId: 'secret', notice: 'replaced'}})).to.have.length(1);
    expect(problemsAfter({speaker: {deviceId: 'secret', notice: null}})).to.have.length(0);
  });

  it('has a sentence for each error of a call', () => {
    const problemsOf = (code: CallErrorCode): readonly string[] => problemsAfter({error: new CallError(code, 'x')});
    expect(untold(callErrorCodes, problemsOf)).to.have.members([...harmless.ofDevices, ...harmless.ofMethods]);
  });

  it('has a sentence for each error of a device, whose code stands beside it', () => {
    for (const code of harmless.ofDevices) {
      const camera = {...initialCallState.camera, status: 'unavailable', error: new CallError(code, 'x')} as const;
      const {problems, entries} = reportOf(report => report.changed(state({camera}), initialCallState));
      expect(problems).to.deep.equal(['The camera could not be used.']);
      expect(entries.map(({detail}) => detail)).to.deep.equal([`camera unavailable ${code}`]);
    }
  });

  it('says each once, however often it came', () => {
    const errors = (['room-full', 'taken-over', 'room-full'] as const).map(code => new CallError(code, 'x'));
    const {problems} = reportOf(report => {
      for (const error of errors) report.changed(state({error}), initialCallState);
    });
    expect(problems).to.deep.equal(['The call was full.', 'The call went on in another tab or device.']);
  });

  it('has a heading with something below it in the documents for each sentence', async () => {
    const page = await fetch(new URL('../../../docs/troubleshooting.md', import.meta.url));
    const sections = (await page.text()).split(/^(?=#)/m);
    const isTold = (sentence: string): boolean =>
      sections.some(section => section.startsWith(`### ${sentence}\n`) && section.trim().includes('\n'));
    expect(problemSentences.length).to.be.above(10);
    expect(problemSentences.filter(sentence => !isTold(sentence))).to.deep.equal([]);
  });
});

/** Of what a camera gives nothing is heard. */
const ofMicrophones: readonly DeviceNotice[] = ['silent', 'talking-while-muted'];
