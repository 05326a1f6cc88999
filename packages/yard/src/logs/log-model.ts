import type { ServiceModel } from "../schema/model.ts";

/** What DescribeLogStreams and GetLogEvents take, after the CloudWatch Logs API reference (2014-03-28). */
export const logModel: ServiceModel = {
  operations: {
    DescribeLogStreams: { input: "DescribeLogStreamsRequest" },
    GetLogEvents: { input: "GetLogEventsRequest" },
  },
  shapes: {
    DescribeLogStreamsRequest: {
      type: "structure",
      members: {
        logGroupName: { shape: "LogGroupName" },
        logGroupIdentifier: { shape: "LogGroupIdentifier" },
        logStreamNamePrefix: { shape: "LogStreamName" },
        orderBy: { shape: "OrderBy" },
        descending: { shape: "Flag" },
        nextToken: { shape: "NextToken" },
        limit: { shape: "DescribeLimit" },
      },
    },
    GetLogEventsRequest: {
      type: "structure",
      required: ["logStreamName"],
      members: {
        logGroupName: { shape: "LogGroupName" },
        logGroupIdentifier: { shape: "LogGroupIdentifier" },
        logStreamName: { shape: "LogStreamName" },
        startTime: { shape: "Timestamp" },
        endTime: { shape: "Timestamp" },
        nextToken: { shape: "NextToken" },
        limit: { shape: "EventsLimit" },
        startFromHead: { shape: "Flag" },
        unmask: { shape: "Flag" },
      },
    },
    LogGroupName: { type: "string", min: 1, max: 512, pattern: "[\\.\\-_/#A-Za-z0-9]+" },
    LogGroupIdentifier: { type: "string", min: 1, max: 2048, pattern: "[\\w#+=/:,.@\\-]*" },
    LogStreamName: { type: "string", min: 1, max: 512, pattern: "[^:*]*" },
    OrderBy: { type: "string", enum: ["LogStreamName", "LastEventTime"] },
    DescribeLimit: { type: "integer", min: 1, max: 50 },
    EventsLimit: { type: "integer", min: 1, max: 10_000 },
    NextToken: { type: "string", min: 1 },
    Timestamp: { type: "long", min: 0 },
    Flag: { type: "boolean" },
  },
};
