import {css} from 'lit';

/** Who knocks, for the owner of a room: in the lobby's form, or over the stage. */
export const knockStyles = css`
  .knocks {
    display: grid;
    gap: 8px;
    inline-size: 100%;
  }
  .knock {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: 8px;
    padding: 8px;
    padding-inline-start: 14px;
    border: 1px solid var(--_border);
    border-radius: 14px;
    font-size: 15px;
    line-height: 1.4;
    background: var(--_surface);
  }
  .knock > .icon {
    color: var(--_accent);
  }
  .knock-words {
    flex: 1 1 150px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .more-knocks {
    justify-self: center;
    margin: 0;
    padding: 4px 14px;
    border-radius: 99px;
    font-size: 14px;
    color: var(--_quiet-text);
    background: var(--_surface);
  }
  .toasts .knock {
    box-shadow: 0 8px 32px rgb(0 0 0 / 0.24);
  }
  .control.lock.on {
    color: var(--_on-accent);
    background: var(--_accent);
  }
`;
