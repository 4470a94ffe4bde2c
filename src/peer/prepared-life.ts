/**
 * How long an answer may lie ready without a candidate of the other side. Gecko gives up ICE after 5 s and cannot be told
 * otherwise (`media.peerconnection.ice.trickle_grace_period`); the others wait for minutes. There is no way to ask, so
 * the engine is known by a CSS property of its own.
 */
export const preparedLifeMs = (): number => (CSS.supports('-moz-appearance', 'none') ? 4_000 : Infinity);
