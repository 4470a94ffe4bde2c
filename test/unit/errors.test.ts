import {expect} from '@open-wc/testing';
import {callErrorCodes} from '../../src/errors.js';

/** The rows of the one table in docs/errors.md, as cells. */
async function documentedErrors(): Promise<readonly (readonly string[])[]> {
  const text = await (await fetch('/docs/errors.md')).text();
  const rows = text.split('\n').filter(line => line.startsWith('| `'));
  return rows.map(row => row.split('|').map(cell => cell.trim()));
}

describe('error codes', () => {
  it('are the rows of the table in docs/errors.md, one each, in the same order', async () => {
    const rows = await documentedErrors();
    expect(rows.map(([, code]) => code)).to.deep.equal(callErrorCodes.map(code => `\`${code}\``));
  });

  it('have when, the phase after it, and whether trying again helps', async () => {
    for (const row of await documentedErrors()) {
      expect(row, row.join('|')).to.have.lengthOf(6);
      expect(row.slice(2, 5).filter(cell => cell === '')).to.deep.equal([]);
    }
  });
});
