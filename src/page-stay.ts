export interface PageStayHandlers {
  /** It is on the page, and was not. @param signal ends with the stay */
  onBegin(signal: AbortSignal): void;
  onEnd(): void;
  /** The page goes: for good, or to come back. */
  onPageHide(): void;
  /** The page came back as it was left: from the back-forward cache. */
  onPageBack(): void;
}

/** An element's stay on a page: from when it is put there until it is taken out. Moved, it stays. */
export class PageStay {
  readonly #element: Element;
  readonly #handlers: PageStayHandlers;
  #stay: AbortController | null = null;

  constructor(element: Element, handlers: PageStayHandlers) {
    this.#element = element;
    this.#handlers = handlers;
  }

  /** From `connectedCallback`. */
  connected(): void {
    if (this.#stay) return;
    this.#stay = new AbortController();
    const {signal} = this.#stay;
    // Twice: Firefox breaks off one script that runs while its tab is being closed, and goes on with the next.
    globalThis.addEventListener('pagehide', this.#onPageHide, {signal});
    globalThis.addEventListener('pagehide', this.#onPageHide, {signal, capture: true});
    globalThis.addEventListener('pageshow', this.#onPageShow, {signal});
    this.#handlers.onBegin(signal);
  }

  /** From `disconnectedCallback`. */
  disconnected(): void {
    // Removed and put back within one tick, it was moved.
    setTimeout(() => {
      if (!this.#element.isConnected) this.#end();
    });
  }

  #end(): void {
    this.#stay?.abort();
    this.#stay = null;
    this.#handlers.onEnd();
  }

  #onPageHide = (): void => this.#handlers.onPageHide();

  #onPageShow = ({persisted}: PageTransitionEvent): void => {
    if (persisted) this.#handlers.onPageBack();
  };
}
