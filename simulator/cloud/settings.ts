/** How LaMetric tells that a refresh token is dead: as OAuth 2.0 says, or in the form of its other errors. */
export const REFRESH_REFUSALS = ['oauth', 'lametric-400', 'lametric-401'] as const;
export type RefreshRefusal = (typeof REFRESH_REFUSALS)[number];

/** A registered application. */
export interface Client {
  id: string;
  secret: string;
  /** The registered redirect addresses. */
  redirectUris: string[];
}

/** How the simulated LaMetric behaves. All of it may change while it runs; lifetimes are in seconds. */
export interface CloudSettings {
  accessTokenLifetime: number;
  /** Infinity: they never expire. */
  refreshTokenLifetime: number;
  codeLifetime: number;
  refreshRefusal: RefreshRefusal;
}
