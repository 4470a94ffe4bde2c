import {expect} from '@open-wc/testing';
import {setupCall} from './support/call-host.js';
import {someDevices, views, viewWith} from './support/views.js';

describe('every field', () => {
  const where = {
    'the lobby': views.lobby,
    'the settings in a call': () => viewWith({phase: 'waiting'}, {devices: someDevices}),
  };
  for (const [name, view] of Object.entries(where)) {
    it(`of ${name} has text of 16 px, or iOS zooms into the page`, async () => {
      const host = await setupCall(view());
      const fields = [...host.renderRoot.querySelectorAll('input, select, textarea')];
      expect(fields.map(({localName}) => localName)).to.include('select');
      expect(new Set(fields.map(field => getComputedStyle(field).fontSize))).to.deep.equal(new Set(['16px']));
    });
  }
});
