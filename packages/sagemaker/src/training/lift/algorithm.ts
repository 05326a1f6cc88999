import { mergeEnvironments } from "@switchyard/core/platform";
import type { Diagnostic } from "@switchyard/core";
import { loggedMetrics } from "../rules/metrics.ts";
import { liftCommand } from "./command.ts";
import { liftImage } from "./image.ts";
import {
  itemsOf,
  keptOf,
  lost,
  made,
  membersOf,
  saying,
  silent,
  usual,
  type Context,
  type Members,
  type Piece,
} from "./piece.ts";

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
    environment: mergeEnvironments([liftImage(TrainingImage, context), command.environment]),
    diagnostics: [
      ...left.diagnostics,
      ...silent("AlgorithmSpecification.", { ...membersOf(value), EnableSageMakerMetricsTimeSeries: undefined }),
      ...usual("AlgorithmSpecification.TrainingInputMode", TrainingInputMode, "File"),
      ...usual("AlgorithmSpecification.EnableSageMakerMetricsTimeSeries", EnableSageMakerMetricsTimeSeries, true),
      ...itemsOf(MetricDefinitions).flatMap((definition, index) =>
        isLogged(definition) && metrics.length > 0
          ? [made(`AlgorithmSpecification.MetricDefinitions[${index}]`, "A plan defines this metric by itself.")]
          : [],
      ),
      ...(command.diagnostics ?? []),
      ...aboutImage(TrainingImage, context),
      ...noImage(TrainingImage, further),
    ],
  };
}

/** A metric that a plan defines by itself. */
function isLogged({ Name, Regex, ...others }: Members): boolean {
  return (
    Object.keys(others).length === 0 &&
    loggedMetrics.some((definition) => definition.Name === Name && definition.Regex === Regex)
  );
}

/** An image that a plan chooses by its release, or that is none. */
function aboutImage(image: unknown, context: Context): Diagnostic[] {
  if (typeof image !== "string") return [];
  const path = "AlgorithmSpecification.TrainingImage";
  const { image: same, transformers } = liftImage(image, context);
  if (transformers !== undefined)
    return [made(path, `A plan chooses this image by its release, transformers ${transformers}.`)];
  return same === undefined ? [lost(path, `${JSON.stringify(image.slice(0, 300))} is no name of an image.`)] : [];
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
