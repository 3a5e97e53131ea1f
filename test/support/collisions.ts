/** Passwords whose hash in the tutorial was that of `Senza2024`: there each of them opened Eliza's account. */
export const COLLISIONS = [
  'TFnza2024',
  'SfOza2024',
  'Seo[a2024',
  'Sen{B2024',
  'Senz`Q024',
  'Senza2/Q4',
] as const
