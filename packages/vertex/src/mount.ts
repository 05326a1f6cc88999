/** Every bucket that the job's service account may read lies below this folder of every container (Cloud Storage FUSE). */
const root = "/gcs/";

/** `gs://bucket/path` → `/gcs/bucket/path` */
export function mountOf(uri: string): string {
  return uri.replace(/^gs:\/\//, root);
}

/** `/gcs/bucket/path` → `gs://bucket/path`; undefined for any other path. */
export function uriOfMount(path: string): string | undefined {
  return path.startsWith(root) ? `gs://${path.slice(root.length)}` : undefined;
}
