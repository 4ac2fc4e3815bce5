/** LaMetric's endpoints that many tests look at. */
export const TOKEN = '/api/v2/oauth2/token';
export const DEVICES = '/api/v2/users/me/devices';
