/**
 * Publishes a file whole: makes missing folders, lets `write` make it anew
 * beside `path`, syncs it, renames it to `path` and syncs the folder. Whoever
 * reads `path`, also after a crash or power loss, finds the old file or the new
 * one, never a torn one. What `write` throws is thrown, and leaves the old file.
 *
 * @param write Makes the file `beside`, which is not there yet; when it returns,
 * the file is closed and as it should be
 */
export type Publish = (path: string, write: (beside: string) => void) => void;
