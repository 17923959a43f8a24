/** The description of a STORE argument. */
export const storeWords = "a folder, gs://BUCKET/PREFIX or s3://BUCKET/PREFIX";

/** What the help of each command says about credentials. */
export const credentialsHelp = `
Credentials:
  gs://  GOOGLE_APPLICATION_CREDENTIALS (a service account's key, or workload identity), gcloud auth application-default login,
         or the metadata server
  s3://  AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a web identity, AWS_PROFILE, a container's endpoint, or the instance's
         metadata; AWS_REGION and AWS_ENDPOINT_URL, or s3://BUCKET/PREFIX?endpoint=https://minio.example.com&region=eu-central-1`;
