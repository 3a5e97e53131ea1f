/** The one client of both servers: an app on a TV that speaks RFC 8628 and has no secret. */
export const CLIENT_ID = 'bench-app'

/** `openid` so that the peer answers for the person, `offline_access` so that it gives a refresh token as Couchlink does. */
export const PEER_SCOPE = 'openid offline_access'

/** What the peer's database is called in its folder. */
export const PEER_DATABASE = 'peer.db'

/** All that its last page says. */
export const CONNECTED = 'connected'
