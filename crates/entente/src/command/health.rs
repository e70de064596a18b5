//! `entente health`: asks a server whether it serves, for health checks of containers and scripts.

use std::time::Duration;

use clap::Args;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::query::DEFAULT_SERVER;
use crate::exit::{Exit, Failure};
use crate::output;

/// Asks a server whether it serves: exit code 0 where it does, 1 where it does not or does not answer
#[derive(Debug, Args)]
pub(crate) struct HealthArgs {
    /// The server
    #[arg(long, value_name = "URL", env = "ENTENTE_SERVER", default_value = DEFAULT_SERVER)]
    server: String,
    /// The service to ask about, such as `entente.v1.QueryService` [default: the server as a whole]
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    service: String,
    /// How long to wait for the answer, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 3_000)]
    timeout_ms: u64,
}

/// Asks, and writes the status.
///
/// # Errors
/// Where the server does not answer.
pub(crate) async fn run(args: &HealthArgs) -> Result<Exit, Failure> {
    let timeout = Duration::from_millis(args.timeout_ms);
    let endpoint = Endpoint::from_shared(crate::backend::with_scheme(&args.server))
        .map_err(|error| {
            Failure::usage(anyhow::anyhow!("`{}` is no URL: {error}: give http://HOST:PORT", args.server))
        })?
        .connect_timeout(timeout)
        .timeout(timeout);
    let channel = match endpoint.connect().await {
        Ok(channel) => channel,
        Err(_) => return Err(anyhow::anyhow!("{} does not answer: is a server running there?", args.server).into()),
    };
    let request = HealthCheckRequest { service: args.service.clone() };
    let status = match HealthClient::new(channel).check(request).await {
        Ok(response) => response.into_inner().status(),
        Err(status) => return Err(anyhow::anyhow!("{}: {}", args.server, status.message()).into()),
    };
    output::result(status.as_str_name())?;
    Ok(Exit::refused_if(status != ServingStatus::Serving))
}
