/**
 * The tag of an element and its place among those that have it, after that of the shadow host around it if there is one: the
 * same after a reload, another for each of them.
 */
export function placeOf(element: Element): string {
  const {localName} = element;
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return `${localName}-0`;
  const order = [...root.querySelectorAll(CSS.escape(localName))].indexOf(element) + 1;
  const place = `${localName}-${String(order)}`;
  return root instanceof ShadowRoot ? `${placeOf(root.host)}.${place}` : place;
}
