import {css} from 'lit';

/** Screens that are a few words and a button, and alerts. */
export const messageStyles = css`
  .notice {
    display: grid;
    gap: 20px;
    align-content: safe center;
    justify-items: center;
    overflow: auto;
    padding: max(24px, env(safe-area-inset-top)) max(24px, env(safe-area-inset-right))
      max(24px, env(safe-area-inset-bottom)) max(24px, env(safe-area-inset-left));
    text-align: center;
  }
  .notice-words {
    display: grid;
    gap: 8px;
    justify-items: center;
    max-inline-size: 46ch;
    color: var(--_quiet-text);
    text-wrap: pretty;
  }
  .notice-words .title {
    color: var(--_text);
  }
  .medallion {
    display: grid;
    place-items: center;
    inline-size: 64px;
    block-size: 64px;
    margin-block-end: 8px;
    border-radius: 50%;
    color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 13%, var(--_background));
  }
  .medallion .icon {
    inline-size: 30px;
    block-size: 30px;
  }
  .alarming {
    color: var(--_on-off);
    background: var(--_off);
  }
  .detail {
    font-size: 14px;
    color: var(--_quiet-text);
    overflow-wrap: anywhere;
  }
  .notice .detail {
    padding: 8px 14px;
    border-radius: 12px;
    background: var(--_control);
    color: var(--_text);
  }
  .notice > button {
    padding-inline: 32px;
  }
  /* Always in the DOM, and in nobody's way while there is nothing to say. */
  .alerts:not(:has(.alert:not([hidden]))) {
    position: absolute;
  }
  .alert {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 12px;
    padding: 10px 4px 14px 14px;
    border: 1px solid var(--_border);
    border-radius: 14px;
    font-size: 15px;
    line-height: 1.4;
    background: var(--_surface);
  }
  .toasts .alert {
    box-shadow: 0 8px 32px rgb(0 0 0 / 0.24);
  }
  .alert > .icon {
    margin-block-start: 8px;
    color: var(--_on-off);
  }
  .device-notice > .icon {
    color: var(--_accent);
  }
  .alert-words {
    display: grid;
    gap: 2px;
    justify-items: start;
    padding-block-start: 9px;
  }
  .alert-words p {
    color: var(--_quiet-text);
  }
  .device-notice p {
    color: var(--_text);
  }
  .alert-words button {
    margin-block-start: 8px;
  }
  .alert .close {
    align-self: start;
    color: var(--_quiet-text);
  }
`;
