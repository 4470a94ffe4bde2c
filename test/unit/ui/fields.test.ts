import {expect} from '@open-wc/testing';
import {contrast} from './support/contrast.js';
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

  for (const scheme of ['light', 'dark']) {
    it(`has an edge that is seen, ${scheme}`, async () => {
      const host = await setupCall(viewWith({}, {devices: someDevices}));
      host.style.setProperty('color-scheme', scheme);
      const {backgroundColor} = getComputedStyle(host);
      for (const field of host.renderRoot.querySelectorAll('input[name], select')) {
        const {borderColor, backgroundColor: inside} = getComputedStyle(field);
        for (const beside of [backgroundColor, inside]) expect(contrast(borderColor, beside)).to.be.at.least(3);
      }
    });
  }
});
