import type { AnalyticCoat } from '../../materials/neural/analyticCoat.ts';
import { decoderSpec } from '../../materials/neural/decoderSpec.ts';
import type { BakeProgress } from '../../training/bake.ts';
import type { Trainer } from '../../training/trainer.ts';
import type { ReferenceMaterial } from '../layeredSource.ts';
import type { Notices } from '../notices.ts';
import type { Viewer } from '../viewer/viewer.ts';
import type { BakeChoice } from './bakeSettings.ts';
import { encodePng } from './encodePng.ts';
import type { FinishedBake } from './finishedBakes.ts';
import type { StoppedBake } from './stoppedBake.ts';
import { throughLosses } from './throughLosses.ts';

/** A device that is lost costs no more of a bake than this. */
const CHECKPOINT_SECONDS = 20;

export interface BakeRun {
  viewer: Pick<Viewer, 'renderer' | 'gone'>;
  notices: Pick<Notices, 'add'>;
  reference: ReferenceMaterial;
  choice: BakeChoice;
  /** To go on with. */
  stopped: StoppedBake | undefined;
  signal: AbortSignal;
  whilePaused: () => Promise<void> | undefined;
  onPhase: (phase: 'training' | 'fallback') => void;
  onProgress: (progress: BakeProgress, trainer: Trainer, coat: AnalyticCoat | undefined) => Promise<void>;
  /** Every checkpoint, the one of an aborted bake too. */
  onKept: (checkpoint: Uint8Array<ArrayBuffer>) => void;
}

/** Bakes what the page shows as the panel says, through losses of the device. @throws as `bakeMaterial` does */
export async function runBake(run: BakeRun): Promise<Omit<FinishedBake, 'source' | 'fileName'>> {
  const { reference, choice, stopped, signal, whilePaused, onPhase, onProgress, onKept } = run;
  const { bakeMaterial } = await import('../../training/bakedMaterial.ts');
  const { AVERAGED_TRAINING } = await import('../../training/settings.ts');
  const kept = choice.keepCoat ? reference.kept : undefined;
  const { exceeds, origin } = await reference.origin(choice.size, kept !== undefined);
  const options = {
    reference,
    ...(kept && { kept }),
    source: origin.documentHash,
    spec: decoderSpec(choice.decoder),
    settings: {
      size: choice.size,
      seed: choice.seed,
      ...(!choice.levels && { levels: 1 }),
      ...(exceeds && AVERAGED_TRAINING),
    },
    seconds: choice.seconds,
    name: reference.name,
    origin,
    encodePng,
    signal,
    whilePaused,
    onPhase,
    onProgress: (progress: BakeProgress, trainer: Trainer) => onProgress(progress, trainer, kept?.coat),
  };
  const everyMs = 1000 * Math.min(CHECKPOINT_SECONDS, choice.seconds / 5);
  let adapter = '';
  const baked = await throughLosses(run.viewer, run.notices, everyMs, stopped?.checkpoint, onKept, (gpu, more) => {
    adapter = gpu.adapterName;
    return bakeMaterial({ ...options, ...more, gpu });
  });
  return { ...baked, choice, adapter };
}
