import {css} from 'lit';

/** Text fields and pickers. 16 px, or iOS zooms into the page at a touch. */
export const fieldStyles = css`
  .field {
    display: grid;
    gap: 6px;
  }
  .field-label {
    font-size: 14px;
    font-weight: 550;
    color: var(--_quiet-text);
  }
  input,
  select {
    inline-size: 100%;
    min-block-size: 48px;
    padding: 0 16px;
    border: 1px solid var(--_quiet-text);
    border-radius: 12px;
    font: inherit;
    font-size: 16px;
    color: var(--_text);
    background: var(--_surface);
  }
  [type='range'] {
    margin: 0;
    padding: 0;
    accent-color: var(--_accent);
  }
  :is(input, select):focus-visible {
    outline-offset: -1px;
  }
  .pickers {
    display: grid;
    gap: 10px;
  }
  .field ~ .without-pickers {
    display: none;
  }
  .select {
    display: grid;
    align-items: center;
  }
  .select > * {
    grid-area: 1 / 1;
  }
  .select .icon {
    z-index: 1;
    inline-size: 20px;
    block-size: 20px;
    margin-inline: 14px;
    color: var(--_quiet-text);
    pointer-events: none;
  }
  .select select + .icon {
    justify-self: end;
  }
  select {
    appearance: none;
    padding-inline: 46px 42px;
    text-overflow: ellipsis;
    cursor: pointer;
  }
`;
