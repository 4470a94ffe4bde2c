import {css} from 'lit';

/** What every shadow root of the element shares: buttons, icons, focus, the spinner. */
export const baseStyles = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .icon {
    inline-size: 24px;
    block-size: 24px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    min-block-size: max(var(--_size), 44px);
    min-inline-size: max(var(--_size), 44px);
    padding: 0 20px;
    border: 1px solid transparent;
    border-radius: 99px;
    font: inherit;
    font-weight: 600;
    color: var(--_text);
    background: var(--_control);
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
    transition:
      background-color 0.15s,
      filter 0.15s;
  }
  button:hover {
    filter: brightness(0.95);
  }
  button:active {
    filter: brightness(0.9);
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
    filter: none;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  /* Over pictures, which have any colour. */
  :is(.preview, .sharing) :focus-visible,
  .sound:focus-visible {
    outline-color: #fff;
    box-shadow: 0 0 0 7px #0a0c10;
  }
  .spinner {
    inline-size: 20px;
    block-size: 20px;
    flex: none;
    border-radius: 50%;
    border: 2.5px solid currentColor;
    border-inline-end-color: transparent;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 4s;
    }
    button {
      transition: none;
    }
  }
`;
