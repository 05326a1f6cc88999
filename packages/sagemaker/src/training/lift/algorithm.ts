import { loggedMetrics } from "../rules/metrics.ts";
import { liftCommand } from "./command.ts";
import { liftImage } from "./image.ts";
import { itemsOf, keptOf, lost, membersOf, saying, type Context, type Members, type Piece } from "./piece.ts";

/** What runs: the image, how its container starts, and which metrics SageMaker reads from the log. */
export function liftAlgorithm(value: unknown, context: Context): Piece {
  const { TrainingImage, TrainingInputMode, MetricDefinitions, ContainerEntrypoint, ContainerArguments, ...others } =
    saying(membersOf(value));
  const { EnableSageMakerMetricsTimeSeries: _series, ...further } = others;
  const { EnableSageMakerMetricsTimeSeries } = membersOf(value);
  const command = liftCommand([ContainerEntrypoint, ContainerArguments], context);
  const metrics = itemsOf(MetricDefinitions).filter((definition) => !isLogged(definition));
  const left = keptOf("AlgorithmSpecification", {
    ...(TrainingInputMode === undefined || TrainingInputMode === "File" ? {} : { TrainingInputMode }),
    // A plan turns it on by itself.
    ...(EnableSageMakerMetricsTimeSeries === false ? { EnableSageMakerMetricsTimeSeries } : {}),
    ...(metrics.length === 0 ? {} : { MetricDefinitions: metrics }),
    ...further,
  });
  return {
    ...left,
    ...command,
    environment: { ...liftImage(TrainingImage, context), ...command.environment },
    diagnostics: [...left.diagnostics, ...(command.diagnostics ?? []), ...noImage(TrainingImage, further)],
  };
}

/** A metric that a plan defines by itself. */
function isLogged({ Name, Regex }: Members): boolean {
  return loggedMetrics.some((definition) => definition.Name === Name && definition.Regex === Regex);
}

function noImage(image: unknown, { AlgorithmName }: Members): Piece["diagnostics"] & object {
  if (image !== undefined || AlgorithmName === undefined) return [];
  return [
    lost(
      "AlgorithmSpecification.AlgorithmName",
      "This job runs an algorithm of SageMaker's, not a script in an image.",
      "Take `platforms.sagemaker.AlgorithmSpecification.AlgorithmName` out, and name a script in `entryPoint`.",
    ),
  ];
}
