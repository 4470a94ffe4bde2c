/** The language of an element: its own `lang`, or the nearest ancestor's, through shadow roots too. */
export function languageOf(element: Element): string {
  for (let at: Element | null = element; at; at = hostAbove(at)) {
    const lang = at.closest('[lang]')?.getAttribute('lang');
    if (lang) return lang;
  }
  return navigator.language;
}

function hostAbove(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
