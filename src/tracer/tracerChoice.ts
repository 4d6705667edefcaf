/** What a person may choose of tracers, and what holds where nothing is chosen: for settings and the command line. */

export const TRACER_CHOICES = ['auto', 'bcc', 'tracefs'] as const;
export type TracerChoice = (typeof TRACER_CHOICES)[number];

export function isTracerChoice(text: unknown): text is TracerChoice {
  return TRACER_CHOICES.some(choice => choice === text);
}

/** Hits a second that a trace records; above it they are counted only. */
export const DEFAULT_RECORDED_PER_SECOND = 2000;
