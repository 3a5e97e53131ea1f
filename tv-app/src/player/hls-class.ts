// What this app uses of hls.js. Its own declarations are two hundred kilobytes and belong to its full build.

export interface HlsClass {
  new (config: Record<string, unknown>): Hls
  /** Whether this set has what it needs to be fed piece by piece. */
  isSupported(): boolean
}

export interface Hls {
  on(event: 'hlsError', listener: (name: string, error: HlsError) => void): void
  attachMedia(video: HTMLVideoElement): void
  loadSource(url: string): void
  /** Goes on loading where the picture is. */
  startLoad(): void
  recoverMediaError(): void
  /** Lets go of the element and of all that was loaded. */
  destroy(): void
}

export interface HlsError {
  /** It has given up. */
  fatal: boolean
  type: 'networkError' | 'mediaError' | 'keySystemError' | 'muxError' | 'otherError'
  details: string
}
