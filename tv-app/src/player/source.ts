import type { Media } from '#contract/title'
import type { VideoEvent } from '../story/state.ts'
import { openAddress } from './address.ts'
import { openHls } from './hls.ts'

/** Why a video does not go on. */
export type Fault = Extract<VideoEvent, { what: 'failed' }>['why']

/** What a video element is being fed from. */
export interface Source {
  /** Goes on from another address of the same video, without a break; `false` where only a new beginning helps. */
  renew(url: string): boolean
  /** Nothing more is loaded, and the element has let go of what was. */
  close(): void
}

export interface Opening {
  url: string
  /** Where to begin. */
  fromSeconds: number
  failed(why: Fault): void
}

const HLS_TYPE = 'application/vnd.apple.mpegurl'

/** Feeds the element, in the way this set can. A playlist is first offered to the set itself, whose player costs nothing. */
export function openSource(video: HTMLVideoElement, type: Media['type'], opening: Opening): Source {
  if (type === 'file') return openAddress(video, opening)
  if (video.canPlayType(HLS_TYPE) === '') return openHls(video, opening)
  return openNativeFirst(video, opening)
}

/** Some sets say that they know playlists and mean only older ones, such as those without fragmented MP4. */
function openNativeFirst(video: HTMLVideoElement, opening: Opening): Source {
  let feeding = openAddress(video, {
    ...opening,
    failed(why) {
      // What a set has played it can play, so that the next piece has not arrived, whatever the set calls it.
      if (why === 'videoNetwork' || video.currentTime > opening.fromSeconds) {
        opening.failed('videoNetwork')
        return
      }
      feeding.close()
      feeding = openHls(video, opening)
    },
  })
  return { renew: (url) => feeding.renew(url), close: () => feeding.close() }
}
