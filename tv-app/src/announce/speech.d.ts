/** Phrases under way. */
export interface Series {
  readonly active: boolean
  /** Resolves at its end, also where it was cancelled. Rejects where the voice fails. */
  readonly series: Promise<void>
  cancel(): void
}

/**
 * Speaks one phrase after the other, instead of whatever is being spoken. `PAUSE-0.5` is half a second of silence.
 *
 * @param lang language tag (RFC 5646) of the voice
 */
export declare function speakSeries(phrases: string[], lang: string): Series
