import {css} from 'lit';

/** The settings: a card in the middle, a sheet from below on a phone. */
export const dialogStyles = css`
  dialog {
    inline-size: min(420px, 100vw - 32px);
    max-block-size: calc(100dvh - 32px);
    padding: 0;
    border: 0;
    border-radius: 20px;
    color: var(--_text);
    background: var(--_surface);
    box-shadow: 0 24px 80px rgb(0 0 0 / 0.32);
  }
  dialog::backdrop {
    background: rgb(10 12 16 / 0.5);
  }
  .dialog-body {
    display: grid;
    gap: 16px;
    padding: 12px 20px max(24px, env(safe-area-inset-bottom)) 24px;
  }
  .dialog-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-inline-end: -8px;
  }
  .dialog-head .title {
    font-size: 20px;
  }
  .dialog-body .pickers {
    gap: 16px;
    padding-inline-end: 4px;
  }
  .dialog-body select {
    background: var(--_background);
  }
  dialog[open] {
    animation: rise 0.2s ease-out;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 16px;
    }
  }
  @media (max-width: 480px) {
    dialog {
      inline-size: 100%;
      max-inline-size: 100%;
      margin-block-end: 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    dialog[open] {
      animation: none;
    }
  }
`;
