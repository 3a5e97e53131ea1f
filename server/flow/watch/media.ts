import type { Media } from '#contract/title'

import type { TitleEntry } from '../../config-rails.ts'
import type { Device } from '../../credentials/access-token.ts'
import { isRefusal, type Refusal, refuse } from '../../errors.ts'
import type { Parts } from '../parts.ts'
import { catalogueFor } from './titles.ts'

/**
 * Where the video of a title lies for this device, and its captions: addresses that are good for a while, as long as the
 * binding stands.
 *
 * @param issuer our address as the device knows it
 */
export async function media(
  parts: Parts,
  device: Device,
  titleId: string,
  issuer: string,
): Promise<Media | Refusal> {
  const known = await catalogueFor(parts, device)
  if (isRefusal(known)) return known
  const title = known.rails.flatMap((rail) => rail.titles).find(({ id }) => id === titleId)
  if (title === undefined) return refuse('title_unknown')
  const { mediaSeconds, ownMediaSeconds } = parts.config.watch
  const ttlOf = (place: string) => (URL.canParse(place) ? mediaSeconds : ownMediaSeconds)
  const right = { deviceId: device.deviceId, bindingId: known.bound.bindingId, titleId }
  // Most captions lie beside their video.
  const tokens = new Map<string, string>()
  const addressed = (place: string) => {
    const folder = folderOf(place)
    const token =
      tokens.get(folder) ?? parts.mediaTokens.issue({ ...right, folder }, ttlOf(place), issuer)
    tokens.set(folder, token)
    return addressOf(place, token)
  }
  return {
    url: addressed(title.video),
    type: title.type ?? typeOf(title),
    expires_in: ttlOf(title.video),
    captions: title.captions.map(({ url, ...caption }) => ({ ...caption, url: addressed(url) })),
  }
}

function typeOf({ video }: TitleEntry): Media['type'] {
  return /\.m3u8([?#]|$)/i.test(video) ? 'hls' : 'file'
}

function folderOf(place: string): string {
  return URL.canParse(place) ? new URL('.', place).href : place.replace(/[^/]+$/, '')
}

/**
 * In our own addresses the token is a part of the path, so that what a playlist names beside itself carries it too. A
 * server elsewhere knows its own paths, and gets it as a parameter.
 */
function addressOf(place: string, token: string): string {
  if (!URL.canParse(place)) return `media/${token}/${place}`
  const url = new URL(place)
  url.search = `${url.search === '' ? '?' : `${url.search}&`}token=${token}`
  return url.href
}
