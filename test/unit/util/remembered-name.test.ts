import {expect} from '@open-wc/testing';
import {recallName, rememberName} from '../../../src/util/remembered-name.js';

describe('the remembered name', () => {
  const descriptor = Object.getOwnPropertyDescriptor(window, 'localStorage');
  beforeEach(() => {
    localStorage.clear();
  });
  afterEach(() => {
    if (descriptor) Object.defineProperty(window, 'localStorage', descriptor);
    localStorage.clear();
  });

  it('is none at first', () => {
    expect(recallName()).to.equal('');
  });

  it('is the last one', () => {
    rememberName('Mia');
    rememberName('Mia Berg');
    expect(recallName()).to.equal('Mia Berg');
  });

  it('is none where storage is refused, and nothing throws', () => {
    Object.defineProperty(window, 'localStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('refused', 'SecurityError');
      },
    });
    rememberName('Mia');
    expect(recallName()).to.equal('');
  });
});
