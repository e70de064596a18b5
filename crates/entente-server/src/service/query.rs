//! Questions. Each takes the graph for as long as one answer needs, and lets go of it.

use std::sync::Arc;

use entente_core::{FactId, RelationId};
use entente_graph::{ActorFilter, FactFilter, TopicFilter};
use entente_proto::v1;
use entente_proto::v1::query_service_server::QueryService;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use super::Shared;
use super::moment::{Wanted, asked_id, position, search};
use crate::app::App;
use crate::config::Config;
use crate::convert::{Invalid, from_proto};
use crate::status::Refusal;

/// `entente.v1.QueryService`.
#[derive(Debug, Clone)]
pub struct QueryServer(pub(super) Shared);

impl QueryServer {
    /// The service over an app, without a server: in process.
    #[must_use]
    pub fn new(app: Arc<App>, config: &Config) -> Self {
        Self(Shared::new(app, config, CancellationToken::new()))
    }

    /// The service over what it shares with the others of one server.
    pub(crate) fn over(shared: &Shared) -> Self {
        Self(shared.clone())
    }
}

impl QueryServer {
    fn actor(&self, request: &v1::GetActorRequest) -> Result<v1::GetActorResponse, Refusal> {
        let id = asked_id(&request.id)?;
        let graph = self.0.app.graph();
        let at = position(&graph, request.read.as_ref())?;
        let known = graph.actor(id, at)?;
        drop(graph);
        Ok(v1::GetActorResponse { actor: Some(self.0.wire.actor(&known)), position: at.0 })
    }

    fn actors(&self, mut request: v1::ListActorsRequest) -> Result<v1::ListActorsResponse, Refusal> {
        search(&request.query)?;
        let sorts = from_proto::actor_sorts(&request.kinds)?;
        let graph = self.0.app.graph();
        let wanted = Wanted::take(&self.0, &graph, &mut request)?;
        let filter = ActorFilter { sorts, query: request.query, mentioned_only: request.mentioned_only };
        let found = graph.actors(&filter, &wanted.page, wanted.at)?;
        drop(graph);
        Ok(v1::ListActorsResponse {
            actors: found.items.iter().map(|known| self.0.wire.actor(known)).collect(),
            next_page_token: wanted.next_token(found.next),
            position: wanted.at.0,
        })
    }

    fn topic(&self, request: &v1::GetTopicRequest) -> Result<v1::GetTopicResponse, Refusal> {
        let id = asked_id(&request.id)?;
        let graph = self.0.app.graph();
        let at = position(&graph, request.read.as_ref())?;
        let known = graph.topic(id, at)?;
        drop(graph);
        Ok(v1::GetTopicResponse { topic: Some(self.0.wire.topic_with_figures(&known)), position: at.0 })
    }

    fn topics(&self, mut request: v1::ListTopicsRequest) -> Result<v1::ListTopicsResponse, Refusal> {
        search(&request.query)?;
        let graph = self.0.app.graph();
        let wanted = Wanted::take(&self.0, &graph, &mut request)?;
        let parent = Some(request.parent).filter(|parent| !parent.is_empty());
        let filter = TopicFilter { parent, query: request.query, mentioned_only: request.mentioned_only };
        let found = graph.topics(&filter, &wanted.page, wanted.at)?;
        drop(graph);
        Ok(v1::ListTopicsResponse {
            topics: found.items.iter().map(|known| self.0.wire.topic(known)).collect(),
            next_page_token: wanted.next_token(found.next),
            position: wanted.at.0,
        })
    }

    fn fact(&self, request: &v1::GetFactRequest) -> Result<v1::GetFactResponse, Refusal> {
        let id = FactId::new(asked_id(&request.id)?).map_err(|e| Invalid::form("id", e))?;
        let graph = self.0.app.graph();
        let at = position(&graph, request.read.as_ref())?;
        let known = graph.fact(id.as_str(), at)?;
        drop(graph);
        Ok(v1::GetFactResponse { fact: Some(self.0.wire.known_fact(&known)), position: at.0 })
    }

    fn facts(&self, mut request: v1::ListFactsRequest) -> Result<v1::ListFactsResponse, Refusal> {
        let graph = self.0.app.graph();
        let wanted = Wanted::take(&self.0, &graph, &mut request)?;
        let found = graph.facts(&filter(request.filter)?, &wanted.page, wanted.at)?;
        drop(graph);
        Ok(v1::ListFactsResponse {
            facts: found.items.iter().map(|known| self.0.wire.known_fact(known)).collect(),
            next_page_token: wanted.next_token(found.next),
            position: wanted.at.0,
        })
    }

    fn relation(&self, request: &v1::GetRelationRequest) -> Result<v1::GetRelationResponse, Refusal> {
        let id = RelationId::new(asked_id(&request.id)?).map_err(|e| Invalid::form("id", e))?;
        let graph = self.0.app.graph();
        let at = position(&graph, request.read.as_ref())?;
        let known = graph.relation(id.as_str(), at)?;
        drop(graph);
        Ok(v1::GetRelationResponse { relation: Some(self.0.wire.relation_history(&known)), position: at.0 })
    }

    fn relations(&self, mut request: v1::ListRelationsRequest) -> Result<v1::ListRelationsResponse, Refusal> {
        let graph = self.0.app.graph();
        let wanted = Wanted::take(&self.0, &graph, &mut request)?;
        let found = graph.relations(&filter(request.filter)?, &wanted.page, wanted.at)?;
        drop(graph);
        Ok(v1::ListRelationsResponse {
            relations: found.items.iter().map(|relation| self.0.wire.relation(relation)).collect(),
            next_page_token: wanted.next_token(found.next),
            position: wanted.at.0,
        })
    }
}

fn filter(given: Option<v1::FactFilter>) -> Result<FactFilter, Invalid> {
    from_proto::fact_filter(given.unwrap_or_default()).map_err(|e| e.within("filter"))
}

#[tonic::async_trait]
impl QueryService for QueryServer {
    async fn get_actor(&self, request: Request<v1::GetActorRequest>) -> Result<Response<v1::GetActorResponse>, Status> {
        Ok(Response::new(self.actor(request.get_ref())?))
    }

    async fn list_actors(
        &self,
        request: Request<v1::ListActorsRequest>,
    ) -> Result<Response<v1::ListActorsResponse>, Status> {
        Ok(Response::new(self.actors(request.into_inner())?))
    }

    async fn get_topic(&self, request: Request<v1::GetTopicRequest>) -> Result<Response<v1::GetTopicResponse>, Status> {
        Ok(Response::new(self.topic(request.get_ref())?))
    }

    async fn list_topics(
        &self,
        request: Request<v1::ListTopicsRequest>,
    ) -> Result<Response<v1::ListTopicsResponse>, Status> {
        Ok(Response::new(self.topics(request.into_inner())?))
    }

    async fn get_fact(&self, request: Request<v1::GetFactRequest>) -> Result<Response<v1::GetFactResponse>, Status> {
        Ok(Response::new(self.fact(request.get_ref())?))
    }

    async fn list_facts(
        &self,
        request: Request<v1::ListFactsRequest>,
    ) -> Result<Response<v1::ListFactsResponse>, Status> {
        Ok(Response::new(self.facts(request.into_inner())?))
    }

    async fn get_relation(
        &self,
        request: Request<v1::GetRelationRequest>,
    ) -> Result<Response<v1::GetRelationResponse>, Status> {
        Ok(Response::new(self.relation(request.get_ref())?))
    }

    async fn list_relations(
        &self,
        request: Request<v1::ListRelationsRequest>,
    ) -> Result<Response<v1::ListRelationsResponse>, Status> {
        Ok(Response::new(self.relations(request.into_inner())?))
    }
}
